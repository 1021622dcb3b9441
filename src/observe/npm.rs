//! npm's settings, and the same setting of yarn, pnpm and git, from the files in which these tools look.

use super::{Context, files, runtime};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{FileProblem, NpmFault, NpmLayer, NpmSettings, StrictSslLine, StrictSslSource};
use sf_preflight_checks::npm::settings::{self, Layer, Machine, Setting};
use sf_preflight_checks::npm::{git, ini::Value, yarn};
use std::path::{Path, PathBuf};
use url::Url;

/// Reads them in npm's own order, in which each file can move the next one.
pub fn read(context: &Context) -> NpmSettings {
    let machine = machine(context);
    let environment = Loaded::environment(machine);
    let builtin = Loaded::file(machine, StrictSslSource::Builtin, runtime::npm_folder(context).map(|folder| folder.join("npmrc")));
    let home = machine.home();

    let user_path = |layers: &[&Layer]| {
        let moved = layers.iter().any(|layer| layer.setting("userconfig").is_some());
        if moved { settings::path(layers, "userconfig", machine) } else { home.as_ref().map(|home| home.join(".npmrc")) }
    };
    let is_global = settings::is_global(&[&environment.layer, &builtin.layer]);
    let project_path = Some(project_folder(context, is_global).join(".npmrc"))
        .filter(|path| !is_global && user_path(&[&environment.layer, &builtin.layer]).as_ref() != Some(path));
    let project = Loaded::file(machine, StrictSslSource::Project, project_path);
    let user = Loaded::file(machine, StrictSslSource::User, user_path(&[&environment.layer, &project.layer, &builtin.layer]));
    let stronger = [&environment.layer, &project.layer, &user.layer, &builtin.layer];
    let global_path = settings::global_config(&stronger, &[&builtin.layer, &environment.layer, &project.layer, &user.layer], machine)
        .or_else(|| {
            let prefix = settings::path(&stronger, "prefix", machine).or_else(|| machine.default_prefix(runtime::node(context).as_deref()));
            prefix.map(|prefix| prefix.join("etc").join("npmrc"))
        });
    let global = Loaded::file(machine, StrictSslSource::Global, global_path);
    let all = [&environment.layer, &project.layer, &user.layer, &global.layer, &builtin.layer];
    let bad_prefix = settings::bad_prefix(&stronger).or_else(|| settings::bad_prefix(&all)).map(|layer| layer.source);

    let mut layers = [environment, project, user, global, builtin];
    for layer in layers.iter_mut().filter(|layer| Some(layer.layer.source) == bad_prefix) {
        layer.fault.get_or_insert(NpmFault::PrefixNotText);
    }
    for index in 1..layers.len() {
        let (stronger, rest) = layers.split_at_mut(index);
        if rest[0].path.is_some() && stronger.iter().any(|layer| layer.path == rest[0].path) {
            rest[0].fault.get_or_insert(NpmFault::LoadedTwice);
        }
    }
    NpmSettings { others: others(context, machine), layers: layers.into_iter().map(|layer| layer.facts(machine)).collect() }
}

fn machine(context: &Context) -> Machine<'_> {
    Machine { variables: &context.variables, working_directory: &context.working_directory, home: context.home.as_deref() }
}

/// A layer with the file it came from.
struct Loaded {
    layer: Layer,
    path: Option<PathBuf>,
    problem: Option<FileProblem>,
    fault: Option<NpmFault>,
}

impl Loaded {
    fn environment(machine: Machine<'_>) -> Self {
        Self { layer: Layer::from_environment(machine), path: None, problem: None, fault: None }
    }

    fn file(machine: Machine<'_>, source: StrictSslSource, path: Option<PathBuf>) -> Self {
        let mut loaded = Self { layer: Layer { source, settings: Vec::new() }, path, problem: None, fault: None };
        match loaded.path.as_deref().map(files::read_settings) {
            None | Some(Err(FileProblem::Missing | FileProblem::BadPath)) => {}
            Some(Err(problem)) => loaded.problem = Some(problem),
            Some(Ok(bytes)) => match Layer::from_file(machine, source, &String::from_utf8_lossy(&bytes)) {
                Ok(layer) => loaded.layer = layer,
                Err(null) => loaded.fault = Some(NpmFault::BadNull(null.line)),
            },
        }
        loaded
    }

    fn facts(self, machine: Machine<'_>) -> NpmLayer {
        let shown = self.path.as_deref().map(shown);
        let strict_ssl = self.layer.setting("strict-ssl").map(|setting| StrictSslLine {
            source: self.layer.source,
            place: setting.variable.clone().map(Untrusted::from).or_else(|| shown.clone()).unwrap_or_default(),
            line: setting.line,
            text: setting.text.as_str().into(),
            strict: settings::is_strict(&setting.value, machine),
        });
        let cafile = self.layer.path("cafile", machine).map(|path| self::shown(&path));
        let proxy = ["https-proxy", "proxy"].iter().find_map(|key| proxy(self.layer.setting(key)?, machine));
        NpmLayer { source: self.layer.source, path: shown, problem: self.problem, fault: self.fault, strict_ssl, cafile, proxy }
    }
}

/// A proxy without its user name and password; None where it is not a URL, in which these could not be told apart.
fn proxy(setting: &Setting, machine: Machine<'_>) -> Option<Untrusted> {
    let Value::Text(text) = &setting.value else { return None };
    let mut url = Url::parse(&machine.replace_variables(text)).ok().filter(Url::has_host)?;
    url.set_username("").and_then(|()| url.set_password(None)).ok()?;
    Some(url.as_str().into())
}

/// The folder whose `.npmrc` is the project's: the nearest that holds a `package.json` or `node_modules`, or the
/// workspace root above it, else the working directory.
fn project_folder(context: &Context, is_global: bool) -> PathBuf {
    let has_package = |folder: &Path| folder.join("package.json").is_file();
    let mut folders = context.working_directory.ancestors();
    let Some(nearest) = folders.find(|folder| has_package(folder) || folder.join("node_modules").is_dir()) else {
        return context.working_directory.clone();
    };
    let is_root_of_nearest = |folder: &&Path| !is_global && has_package(folder) && is_workspace_of(nearest, folder);
    folders.find(is_root_of_nearest).unwrap_or(nearest).to_owned()
}

/// Whether the `workspaces` of the root's package.json name the folder.
fn is_workspace_of(folder: &Path, root: &Path) -> bool {
    let Ok(relative) = folder.strip_prefix(root) else { return false };
    let Some(package) = files::json(&root.join("package.json")) else { return false };
    let workspaces = package.get("workspaces").map(|value| value.get("packages").unwrap_or(value));
    let patterns = workspaces.and_then(serde_json::Value::as_array).into_iter().flatten().filter_map(serde_json::Value::as_str);
    let is_package = folder.join("package.json").is_file();
    is_package && settings::is_workspace(patterns, &relative.to_string_lossy().replace('\\', "/"))
}

/// What yarn, pnpm and git would take.
fn others(context: &Context, machine: Machine<'_>) -> Vec<StrictSslLine> {
    let home = machine.home();
    let folders: Vec<&Path> = context.working_directory.ancestors().chain(home.as_deref()).collect();
    let first = |name: &str, read: &dyn Fn(&str, &str) -> Option<StrictSslLine>| {
        folders.iter().map(|folder| folder.join(name)).find_map(|path| read(&files::text(&path)?, &path.to_string_lossy()))
    };
    let variable = |name: &str| context.variable(name).map(str::to_owned);
    let pnpm = context.config_home(home.as_deref()).map(|folder| folder.join("pnpm").join("rc")).and_then(|path| {
        let layer = Layer::from_file(machine, StrictSslSource::Pnpm, &files::text(&path)?).ok()?;
        let setting = layer.setting("strict-ssl")?;
        let strict = settings::strictness(&setting.value) != settings::Strictness::Off;
        Some(StrictSslLine {
            source: StrictSslSource::Pnpm,
            place: shown(&path),
            line: setting.line,
            text: setting.text.as_str().into(),
            strict,
        })
    });
    let found = [
        from_variable(context, "yarn_strict_ssl", StrictSslSource::Yarn),
        first(".yarnrc", &yarn::classic),
        from_variable(context, "yarn_enable_strict_ssl", StrictSslSource::YarnBerry),
        first(".yarnrc.yml", &|text, place| yarn::berry(text, place, variable)),
        pnpm,
        first("pnpm-workspace.yaml", &yarn::pnpm_workspace),
        git(context, home.as_deref()),
    ];
    found.into_iter().flatten().collect()
}

/// What git would take, from the strongest place that says anything.
fn git(context: &Context, home: Option<&Path>) -> Option<StrictSslLine> {
    if let Some(value) = context.variable(git::NO_VERIFY) {
        let (source, place) = (StrictSslSource::Git, git::NO_VERIFY.into());
        return Some(StrictSslLine { source, place, line: None, text: value.into(), strict: false });
    }
    super::git::settings(context, home).find_map(|path| git::ssl_verify(&files::text(&path)?, &path.to_string_lossy()))
}

/// The setting from a variable, whose name's case does not count.
fn from_variable(context: &Context, name: &str, source: StrictSslSource) -> Option<StrictSslLine> {
    let (place, value) = context.variables.iter().find(|(variable, _)| variable.eq_ignore_ascii_case(name))?;
    let strict = value != "false" && !(value == "0" && source == StrictSslSource::YarnBerry);
    Some(StrictSslLine { source, place: place.as_str().into(), line: None, text: value.as_str().into(), strict })
}

fn shown(path: &Path) -> Untrusted {
    Untrusted::new(path.to_string_lossy())
}
