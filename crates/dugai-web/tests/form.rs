//! Forms: every act from what a browser sends to the domain's command, and back into the page.

#[path = "../../dugai-domain/tests/world/mod.rs"]
#[expect(dead_code, reason = "the domain's test city holds more persons and contents than forms need")]
mod world;

#[path = "form/cases.rs"]
mod cases;
#[path = "form/closing_cases.rs"]
mod closing_cases;
#[path = "form/city.rs"]
mod city;

#[path = "form/acts.rs"]
mod acts;
#[path = "form/blank.rs"]
mod blank;
#[path = "form/documented.rs"]
mod documented;
#[path = "form/drawn.rs"]
mod drawn;
#[path = "form/hostile.rs"]
mod hostile;
#[path = "form/offered.rs"]
mod offered;
#[path = "form/prefilled.rs"]
mod prefilled;
#[path = "form/refilled.rs"]
mod refilled;
#[path = "form/register.rs"]
mod register;
