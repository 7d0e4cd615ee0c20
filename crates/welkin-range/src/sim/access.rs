/// Where a cloud is served: the origin alone, without a path or a trailing slash.
#[derive(Clone, Debug)]
pub struct Bases {
    /// `http://127.0.0.1:PORT`
    pub plain: String,
    /// `https://127.0.0.1:PORT`, with a certificate that [`Bases::ca_file`] vouches for.
    pub tls: String,
    /// A PEM file of the authority.
    pub ca_file: String,
    /// The folder that the [`File`]s are written to.
    pub folder: String,
}

/// What a client needs to work with a simulated cloud.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// What the provider's own command line and SDK read from the environment.
    pub environment: Vec<(String, String)>,
    /// Endpoint by service, for SDKs that take one in code.
    pub endpoints: Vec<(String, String)>,
    /// Credential files, to be readable by their owner alone.
    pub files: Vec<File>,
}

/// A file that the environment names, relative to [`Bases::folder`].
#[derive(Clone)]
pub struct File {
    pub name: String,
    pub content: String,
}

/// The content is a secret.
impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File").field("name", &self.name).finish_non_exhaustive()
    }
}
