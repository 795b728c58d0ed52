//! Middleware by every kind of path, with every kind of parameter and reply.
extern crate gatewright as renamed;

use renamed::prelude::*;
use renamed::{IntoResponse, Next, Request, Response};

mod web {
    use super::*;

    pub async fn plain(request: Request, next: Next<'_>) -> Response {
        next.run(request).await
    }

    pub async fn limited<const MOST: usize>(request: Request, next: Next<'_>) -> Result<Response, StatusCode> {
        match request.body() {
            Ok(body) if body.len() <= MOST => Ok(next.run(request).await),
            Ok(_) => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Err(rejection) => Ok(Problem::from(rejection).into_problem().into_response_of_problem()),
        }
    }

    pub trait IntoResponseOfProblem {
        fn into_response_of_problem(self) -> Response;
    }

    impl IntoResponseOfProblem for Problem {
        fn into_response_of_problem(self) -> Response {
            self.into_response()
        }
    }
}

#[lazy_module]
mod keys {
    pub fn init() -> u32 {
        7
    }
}

#[derive(Clone, Extension)]
#[extension(crate = ::gatewright)]
pub enum Role {
    Admin,
}

#[derive(Clone, Debug, Default, Extension)]
pub struct r#Type {
    pub name: String,
}

async fn roles(
    request: Request,
    next: Next<'_, (Role, r#Type)>,
    keys: keys::Lazy,
    deadline: Deadline,
    invocation: Invocation,
    query: Option<Query<Vec<(String, String)>>>,
    context: gatewright::RequestContext,
) -> Result<Response, Problem> {
    if *keys != 7 || deadline.remaining().is_zero() || context.stage().is_some() || query.is_some() {
        return Err(Problem::new(StatusCode::FORBIDDEN));
    }
    let name = invocation.request_id().to_owned();
    Ok(next.provide((Role::Admin, r#Type { name })).run(request).await)
}

#[dispatch(middleware(self::web::plain, crate::web::limited::<8>), crate = ::gatewright)]
mod inner {
    use super::*;

    #[post("/body")]
    #[middleware(own, super::roles)]
    pub async fn body(role: Extension<Role>, ty: Extension<r#Type>, body: Body) -> String {
        let Extension(Role::Admin) = role;
        format!("{} {}", ty.0.name.len(), body.len())
    }

    /// A function of the module itself.
    async fn own(request: Request, next: Next<'_>) -> Response {
        next.run(request).await
    }

    #[cfg(any())]
    #[get("/never")]
    #[middleware(nothing_of_this_name)]
    pub async fn never() {}
}

#[lambda_handler(main = false)]
#[dispatch(interfaces(inner), middleware(outside))]
mod gateway {
    use super::*;

    /// Named from outside and found inside.
    pub async fn outside(request: Request, next: Next<'_>) -> Response {
        next.run(request).await.with_header("x-outside", 1)
    }
}

fn main() {
    let send = |body: &str| {
        let event = serde_json::json!({"httpMethod": "POST", "path": "/body", "body": body});
        gatewright::testing::block_on(gatewright::testing::invoke(&gateway::GATEWAY, event)).unwrap()
    };
    let reply = send("12345");
    assert_eq!((&reply["statusCode"], &reply["body"]), (&200.into(), &"0 5".into()), "{reply}");
    assert_eq!(reply["multiValueHeaders"]["x-outside"], serde_json::json!(["1"]));
    assert_eq!(send("123456789")["statusCode"], 413);
    let _ = IntoResponse::into_response(StatusCode::OK);
}
