//! The table of DynamoDB.
//!
//! | `owner` | `item` | further attributes |
//! |---|---|---|
//! | `ada` | `account` | `version`, `json` |
//! | `ada` | `note#0b7e…` | `version`, `json` |
//! | `ada` | `file#0b7e…` | `version`, `json`, `bytes` |
//!
//! An item has at most 400 KB.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use gatewright::{Bytes, Error};

use super::{Expected, Item};

type Attributes = HashMap<String, AttributeValue>;

#[derive(Clone, Debug)]
pub(crate) struct Table {
    client: Client,
    name: String,
}

impl Table {
    pub(super) fn new(client: &Client, name: &str) -> Self {
        Self {
            client: client.clone(),
            name: name.to_owned(),
        }
    }

    pub(super) async fn get(&self, owner: &str, item: &str) -> Result<Option<Item>, Error> {
        let request = self.client.get_item().table_name(&self.name);
        let request = request
            .set_key(Some(key(owner, item)))
            .consistent_read(true);
        let found = request.send().await?;
        found.item.map(read).transpose()
    }

    pub(super) async fn list(
        &self,
        owner: &str,
        prefix: &str,
    ) -> Result<Vec<(String, Item)>, Error> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("#owner = :owner AND begins_with(#item, :prefix)")
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_names("#item", "item")
            .expression_attribute_values(":owner", text(owner))
            .expression_attribute_values(":prefix", text(prefix))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut items = Vec::new();
        while let Some(attributes) = pages.next().await {
            let attributes = attributes?;
            let name = text_of(&attributes, "item")?;
            items.push((name, read(attributes)?));
        }
        Ok(items)
    }

    pub(super) async fn put(
        &self,
        owner: &str,
        name: &str,
        item: &Item,
        expected: Expected<'_>,
    ) -> Result<bool, Error> {
        let mut attributes = key(owner, name);
        attributes.insert("version".to_owned(), text(&item.version));
        attributes.insert("json".to_owned(), text(&item.json));
        if let Some(bytes) = &item.bytes {
            let bytes = AttributeValue::B(Blob::new(bytes.to_vec()));
            attributes.insert("bytes".to_owned(), bytes);
        }
        let (expression, names, values) = condition(expected);
        let written = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(attributes))
            .set_condition_expression(expression)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values)
            .send()
            .await;
        match written {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(failed))
                if matches!(
                    failed.err(),
                    PutItemError::ConditionalCheckFailedException(_)
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn remove(
        &self,
        owner: &str,
        name: &str,
        expected: Expected<'_>,
    ) -> Result<bool, Error> {
        let (expression, names, values) = condition(expected);
        let removed = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key(owner, name)))
            .set_condition_expression(expression)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values)
            .send()
            .await;
        match removed {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(failed))
                if matches!(
                    failed.err(),
                    DeleteItemError::ConditionalCheckFailedException(_)
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The condition of a write, with the names and values in it. `owner` and `version` may not stand in an expression themselves.
type Condition = (
    Option<String>,
    Option<HashMap<String, String>>,
    Option<Attributes>,
);

fn condition(expected: Expected<'_>) -> Condition {
    let name = |name: &str| Some(HashMap::from([("#name".to_owned(), name.to_owned())]));
    match expected {
        Expected::Anything => (None, None, None),
        Expected::Nothing => {
            let expression = "attribute_not_exists(#name)".to_owned();
            (Some(expression), name("owner"), None)
        }
        Expected::Version(version) => {
            let values = HashMap::from([(":version".to_owned(), text(version))]);
            let expression = "#name = :version".to_owned();
            (Some(expression), name("version"), Some(values))
        }
    }
}

fn read(mut attributes: Attributes) -> Result<Item, Error> {
    let bytes = match attributes.remove("bytes") {
        Some(AttributeValue::B(bytes)) => Some(Bytes::from(bytes.into_inner())),
        _ => None,
    };
    Ok(Item {
        version: text_of(&attributes, "version")?,
        json: text_of(&attributes, "json")?,
        bytes,
    })
}

fn text_of(attributes: &Attributes, name: &str) -> Result<String, Error> {
    let value = attributes.get(name).and_then(|value| value.as_s().ok());
    let value = value.ok_or_else(|| Error::msg(format!("an item has no text `{name}`")))?;
    Ok(value.clone())
}

fn key(owner: &str, item: &str) -> Attributes {
    [("owner", owner), ("item", item)]
        .map(|(name, value)| (name.to_owned(), text(value)))
        .into()
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
