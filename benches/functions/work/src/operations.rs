//! The names of a hundred operations.

/// Calls the macro `$with` with the names of a hundred operations, as identifiers.
#[macro_export]
macro_rules! a_hundred_operations {
    ($with:ident) => {
        $with! {
            create_order get_order update_order delete_order list_order
            archive_order restore_order approve_order export_order validate_order
            create_invoice get_invoice update_invoice delete_invoice list_invoice
            archive_invoice restore_invoice approve_invoice export_invoice validate_invoice
            create_customer get_customer update_customer delete_customer list_customer
            archive_customer restore_customer approve_customer export_customer validate_customer
            create_product get_product update_product delete_product list_product
            archive_product restore_product approve_product export_product validate_product
            create_shipment get_shipment update_shipment delete_shipment list_shipment
            archive_shipment restore_shipment approve_shipment export_shipment validate_shipment
            create_refund get_refund update_refund delete_refund list_refund
            archive_refund restore_refund approve_refund export_refund validate_refund
            create_address get_address update_address delete_address list_address
            archive_address restore_address approve_address export_address validate_address
            create_payment get_payment update_payment delete_payment list_payment
            archive_payment restore_payment approve_payment export_payment validate_payment
            create_review get_review update_review delete_review list_review
            archive_review restore_review approve_review export_review validate_review
            create_coupon get_coupon update_coupon delete_coupon list_coupon
            archive_coupon restore_coupon approve_coupon export_coupon validate_coupon
        }
    };
}
