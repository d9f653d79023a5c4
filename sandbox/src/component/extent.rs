//! How much work compiling a component would be, found out before it is done.
//!
//! The compiler writes out every instance that a component makes of the
//! components in it. A few hundred bytes, in which each component instantiates
//! the one inside it twice, so come to billions of instances; and the time that
//! a function takes to compile grows faster than its length. Both are bounded here.

use wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentOuterAliasKind, ComponentTypeRef,
    Encoding, Instance, Parser, Payload,
};

use super::ComponentError;

/// The most instances, functions, names and types of a component, those of the components that it instantiates
/// counted as often as it does. A component of Python's has two thousand.
const MAX_ITEMS: u64 = 100_000;

/// The longest function, in bytes. The longest of CPython's has 430,000.
const MAX_FUNCTION: usize = 1 << 20;

/// Demands that compiling a component or a module is work within bounds.
///
/// What cannot be read is left to the compiler, which says better what is wrong with it.
pub(super) fn check(bytes: &[u8]) -> Result<(), ComponentError> {
    let mut frames = Frames::default();
    for payload in Parser::new(0).parse_all(bytes) {
        let Ok(payload) = payload else { return Ok(()) };
        if let Payload::CodeSectionEntry(body) = &payload {
            let found = body.range().len();
            if found > MAX_FUNCTION {
                return Err(ComponentError::Compile(format!(
                    "expected functions of at most {MAX_FUNCTION} bytes, found one of {found}"
                )));
            }
        }
        if frames.read(payload).is_none() {
            return Ok(());
        }
        if frames.0.last().is_some_and(|frame| frame.items > MAX_ITEMS) {
            return Err(ComponentError::Compile(format!(
                "expected at most {MAX_ITEMS} instances, functions, names and types, found more"
            )));
        }
    }
    Ok(())
}

/// The component that is being read, and those around it.
#[derive(Default)]
struct Frames(Vec<Frame>);

/// A component or a module that is being read.
struct Frame {
    encoding: Encoding,
    /// What it comes to each time that it is instantiated.
    items: u64,
    /// The same of each component that it can name; none of those that it is only given.
    components: Vec<Option<u64>>,
}

impl Frames {
    fn top(&mut self) -> Option<&mut Frame> {
        self.0.last_mut()
    }

    fn add(&mut self, items: usize) -> Option<()> {
        let frame = self.top()?;
        frame.items = frame.items.saturating_add(items as u64);
        Some(())
    }

    /// Takes note of a part of the bytes; none where it is not well formed.
    fn read(&mut self, payload: Payload<'_>) -> Option<()> {
        match payload {
            Payload::Version { encoding, .. } => {
                self.0.push(Frame { encoding, items: 0, components: Vec::new() });
            }
            Payload::End(_) => {
                let Frame { encoding, items, .. } = self.0.pop()?;
                if let (Encoding::Component, Some(outer)) = (encoding, self.top()) {
                    outer.components.push(Some(items));
                }
            }
            Payload::InstanceSection(instances) => {
                for instance in instances {
                    self.add(match instance.ok()? {
                        Instance::Instantiate { args, .. } => 1 + args.len(),
                        Instance::FromExports(exports) => 1 + exports.len(),
                    })?;
                }
            }
            Payload::ComponentInstanceSection(instances) => {
                for instance in instances {
                    match instance.ok()? {
                        ComponentInstance::Instantiate { component_index, args } => {
                            self.add(1 + args.len())?;
                            let frame = self.top()?;
                            // Nobody knows how much there is to what is given, and nobody is known to need it.
                            let items = frame.components.get(component_index as usize)?.unwrap_or(u64::MAX);
                            frame.items = frame.items.saturating_add(items);
                        }
                        ComponentInstance::FromExports(exports) => self.add(1 + exports.len())?,
                    }
                }
            }
            Payload::ComponentImportSection(imports) => {
                self.add(imports.count() as usize)?;
                for import in imports {
                    if let ComponentTypeRef::Component(_) = import.ok()?.ty {
                        self.top()?.components.push(None);
                    }
                }
            }
            Payload::ComponentAliasSection(aliases) => {
                self.add(aliases.count() as usize)?;
                for alias in aliases {
                    let component = match alias.ok()? {
                        ComponentAlias::InstanceExport { kind: ComponentExternalKind::Component, .. } => None,
                        ComponentAlias::Outer { kind: ComponentOuterAliasKind::Component, count, index } => {
                            let outer = self.0.len().checked_sub(1)?.checked_sub(count as usize)?;
                            *self.0[outer].components.get(index as usize)?
                        }
                        _ => continue,
                    };
                    self.top()?.components.push(component);
                }
            }
            Payload::ComponentExportSection(exports) => {
                self.add(exports.count() as usize)?;
                for export in exports {
                    let export = export.ok()?;
                    if export.kind == ComponentExternalKind::Component {
                        let components = &mut self.top()?.components;
                        components.push(*components.get(export.index as usize)?);
                    }
                }
            }
            Payload::ComponentCanonicalSection(functions) => self.add(functions.count() as usize)?,
            Payload::ComponentTypeSection(types) => self.add(types.count() as usize)?,
            Payload::CoreTypeSection(types) => self.add(types.count() as usize)?,
            _ => {}
        }
        Some(())
    }
}
