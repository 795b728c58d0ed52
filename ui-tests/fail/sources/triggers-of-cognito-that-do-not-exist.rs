use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[cognito("PreSignup")]
    pub async fn f0() {}

    #[cognito("PreTokenGeneration")]
    pub async fn f1() {}

    #[cognito("PreSignUp_Signup")]
    pub async fn f2() {}

    #[cognito("Pre SignUp")]
    pub async fn f3() {}
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
