//! Why a database server cannot be reached, in words that say what to check. Never the password.

use std::error::Error;
use std::io::ErrorKind;

use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;

/// Who is asked, as messages name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Server {
    /// Host and port.
    place: String,
    user: String,
    database: String,
}

impl Server {
    pub(super) fn of(config: &tokio_postgres::Config) -> Self {
        let host = config.get_hosts().first().map_or_else(String::new, |host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        });
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let user = config.get_user().unwrap_or_default().to_owned();
        let database = config.get_dbname().unwrap_or(&user).to_owned();
        Self { place: format!("{host}:{port}"), user, database }
    }

    /// What a first connection failed with, and what to check.
    pub(super) fn cure(&self, error: &(dyn Error + 'static)) -> String {
        let Self { place, user, database } = self;
        let server = format!("the database server at {place}");
        if let Some(error) = find::<tokio_postgres::Error>(error)
            && let Some(said) = error.as_db_error()
        {
            let code = said.code();
            let cure = if *code == SqlState::INVALID_PASSWORD {
                format!("does not take the password of {user}: check user and password in the database URL")
            } else if *code == SqlState::INVALID_CATALOG_NAME {
                format!("has no database {database}: create it, owned by {user}, or name another in the database URL")
            } else if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION {
                format!("does not let {user} in: check the role, and the lines of pg_hba.conf for {database}")
            } else if *code == SqlState::TOO_MANY_CONNECTIONS {
                "has no connection free: raise max_connections, or stop what holds them".to_owned()
            } else if *code == SqlState::CANNOT_CONNECT_NOW {
                "is starting or stopping: try again in a moment".to_owned()
            } else {
                format!("refuses: {} ({})", said.message(), code.code())
            };
            return format!("{server} {cure}");
        }
        if let Some(io) = find::<std::io::Error>(error) {
            match io.kind() {
                ErrorKind::ConnectionRefused => {
                    return format!(
                        "nothing answers at {place} (connection refused): check that the database server runs and \
                         listens there, and host and port in the database URL"
                    );
                }
                ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                    return format!(
                        "{place} cannot be reached ({io}): check host and port, the network, and firewalls"
                    );
                }
                _ if io.to_string().contains("lookup address") => {
                    return format!("the host of {place} is not known: check its name in the database URL");
                }
                _ => {}
            }
        }
        if chain(error).contains("password missing") {
            return format!("{server} asks for the password of {user}, and the database URL holds none");
        }
        format!("{server} cannot be used: {}", chain(error))
    }
}

/// An error of a kind in what stands behind an error.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    std::iter::successors(Some(error), |e| (**e).source()).find_map(|e| e.downcast_ref())
}

/// An error with what stands behind it, without what the pool says about itself.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let start: &(dyn Error + 'static) = match find::<tokio_postgres::Error>(error) {
        Some(inner) => inner,
        None => error,
    };
    let links: Vec<String> = std::iter::successors(Some(start), |e| (**e).source()).map(ToString::to_string).collect();
    links.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_and_never_the_password() {
        let config: tokio_postgres::Config = "postgres://clerk:hidden@db.example.org:6543/dugai".parse().unwrap();
        let server = Server::of(&config);
        let of = |kind: ErrorKind, text: &str| server.cure(&std::io::Error::new(kind, text.to_owned()));
        let refused = of(ErrorKind::ConnectionRefused, "Connection refused");
        assert!(refused.contains("db.example.org:6543") && refused.contains("runs and listens"), "{refused}");
        let unknown = of(ErrorKind::Other, "failed to lookup address information: Name or service not known");
        assert!(unknown.contains("is not known: check its name"), "{unknown}");
        let slow = of(ErrorKind::TimedOut, "timed out");
        assert!(slow.contains("firewalls"), "{slow}");
        let other = of(ErrorKind::BrokenPipe, "broken");
        assert!(other.contains("cannot be used: broken"), "{other}");
        assert!([refused, unknown, slow, other, format!("{server:?}")].iter().all(|text| !text.contains("hidden")));
    }
}
