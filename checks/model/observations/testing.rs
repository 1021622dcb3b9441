use super::*;
use std::collections::BTreeMap;

impl Observations {
    /// A machine of which nothing was seen yet, for the tests of checks.
    pub(crate) fn blank(flow: Flow) -> Self {
        Self {
            observed_at: DateTime::UNIX_EPOCH,
            platform: Platform { os: "linux".into(), ..Platform::default() },
            login: LoginRequest { from_sf_command: true, ..LoginRequest::of(flow) },
            environment: Environment::default(),
            proxy_variables: Vec::new(),
            project: None,
            idle_instance_url: None,
            runtime: Runtime::default(),
            jwt_key: None,
            jwt_certificate: None,
            sfdx_url: None,
            access_token: None,
            standard_input: StandardInput::default(),
            linked_login: None,
            npm: NpmSettings::default(),
            trust: TrustInputs::default(),
            probes: Vec::new(),
            local_lookup: None,
            oauth_port: None,
            browser: None,
            other_proxies: Vec::new(),
            keychain: Keychain::default(),
            side: SideAnswers::default(),
            confirmation: None,
            offline: false,
        }
    }

    /// The same with these variables.
    pub(crate) fn with_variables(mut self, variables: &[(&str, &str)]) -> Self {
        let variables: BTreeMap<_, _> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        self.environment = Environment(variables);
        self
    }
}
