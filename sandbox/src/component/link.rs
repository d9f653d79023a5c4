//! What the imports of a component are given.
//!
//! Interfaces are those of WASI 0.2 that standard libraries bring with them, in
//! any of its versions. Functions that say or take something are written out
//! here; the others are answered by the type of their result, as a system would
//! that has nothing: no value, an empty list, "access denied". What cannot be
//! answered so ends the instance with the function's name.

use wasmtime::StoreContextMut;
use wasmtime::component::types::{ComponentFunc, ComponentInstance, ComponentItem};
use wasmtime::component::{
    Component, ComponentType, Lift, Linker, LinkerInstance, Lower, Resource, ResourceType, Type, Val,
};

use super::ComponentError;
use super::call::{Host, charge};
use super::system::{Exit, Stream};
use crate::surroundings::TICK;

/// The packages of WASI whose interfaces a component may import.
const PACKAGES: [&str; 6] =
    ["wasi:cli", "wasi:clocks", "wasi:filesystem", "wasi:io", "wasi:random", "wasi:sockets"];

/// The most random bytes that are given at once.
const MOST_RANDOM: u64 = 1 << 20;

/// Standard input, which is at its end.
enum Input {}
/// An output of the component's.
enum Sink {}
/// Something to wait for, which is always there.
enum Pollable {}
/// What went wrong with a stream, of which there is never anything.
enum IoError {}
/// What nobody has: folders, sockets, terminals.
enum Nothing {}

/// Why a stream gives no more.
#[derive(ComponentType, Lift, Lower)]
#[component(variant)]
enum StreamError {
    #[component(name = "last-operation-failed")]
    LastOperationFailed(Resource<IoError>),
    #[component(name = "closed")]
    Closed,
}

/// A time since 1970.
#[derive(ComponentType, Lift, Lower)]
#[component(record)]
struct Datetime {
    seconds: u64,
    nanoseconds: u32,
}

/// Gives a linker all that a component imports.
pub(super) fn add_to_linker(linker: &mut Linker<Host>, component: &Component) -> Result<(), ComponentError> {
    let engine = component.engine().clone();
    let component_type = component.component_type();
    for (name, import) in component_type.imports(&engine) {
        let ComponentItem::ComponentInstance(interface) = import.ty else {
            return Err(ComponentError::Import(format!("`{name}`")));
        };
        if !is_allowed(name) && has_substance(&interface, &engine) {
            return Err(ComponentError::Import(format!("the interface `{name}`")));
        }
        let wrong = |error: wasmtime::Error| ComponentError::Compile(format!("{error:#}"));
        let mut instance = linker.instance(name).map_err(wrong)?;
        for (item_name, item) in interface.exports(&engine) {
            match item.ty {
                ComponentItem::Resource(_) => {
                    instance.resource(item_name, resource(item_name), |_, _| Ok(())).map_err(wrong)?;
                }
                ComponentItem::ComponentFunc(_) => {
                    define(&mut instance, name, item_name).map_err(wrong)?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn is_allowed(interface: &str) -> bool {
    let package = interface.split('/').next().unwrap_or_default();
    let version = interface.split('@').nth(1).unwrap_or_default();
    PACKAGES.contains(&package) && (version == "0.2" || version.starts_with("0.2."))
}

/// Whether an interface is more than names of types.
fn has_substance(interface: &ComponentInstance, engine: &wasmtime::Engine) -> bool {
    interface.exports(engine).any(|(_, item)| !matches!(item.ty, ComponentItem::Type(_)))
}

/// What stands for a resource of this name.
fn resource(name: &str) -> ResourceType {
    match name {
        "input-stream" => ResourceType::host::<Input>(),
        "output-stream" => ResourceType::host::<Sink>(),
        "pollable" => ResourceType::host::<Pollable>(),
        "error" => ResourceType::host::<IoError>(),
        _ => ResourceType::host::<Nothing>(),
    }
}

/// Defines a function of an interface.
fn define(to: &mut LinkerInstance<'_, Host>, interface: &str, name: &str) -> wasmtime::Result<()> {
    let interface = interface.split('@').next().unwrap_or_default();
    match interface {
        "wasi:cli/exit" => exit(to, name),
        "wasi:cli/stdin" | "wasi:cli/stdout" | "wasi:cli/stderr" => standard(to, name),
        "wasi:io/streams" if name.contains("input-stream.") => input(to, name),
        "wasi:io/streams" => output(to, name),
        "wasi:io/poll" => poll(to, name),
        "wasi:clocks/monotonic-clock" | "wasi:clocks/wall-clock" => clock(to, interface, name),
        "wasi:random/random" | "wasi:random/insecure" | "wasi:random/insecure-seed" => random(to, name),
        _ => Ok(false),
    }
    .and_then(|is_defined| if is_defined { Ok(()) } else { refuse(to, interface, name) })
}

type Context<'a> = StoreContextMut<'a, Host>;

fn exit(to: &mut LinkerInstance<'_, Host>, name: &str) -> wasmtime::Result<bool> {
    match name {
        "exit" => to.func_wrap(name, |_: Context<'_>, (status,): (Result<(), ()>,)| {
            Err::<(), _>(Exit(i32::from(status.is_err())).into())
        })?,
        "exit-with-code" => {
            to.func_wrap(name, |_: Context<'_>, (code,): (u8,)| Err::<(), _>(Exit(i32::from(code)).into()))?
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn standard(to: &mut LinkerInstance<'_, Host>, name: &str) -> wasmtime::Result<bool> {
    match name {
        "get-stdin" => to.func_wrap(name, |mut store: Context<'_>, ()| {
            charge(&mut store, 0)?;
            Ok((Resource::<Input>::new_own(0),))
        })?,
        "get-stdout" | "get-stderr" => {
            let stream = if name == "get-stdout" { Stream::Stdout } else { Stream::Stderr };
            to.func_wrap(name, move |mut store: Context<'_>, ()| {
                charge(&mut store, 0)?;
                Ok((sink(stream),))
            })?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn sink(stream: Stream) -> Resource<Sink> {
    Resource::new_own(match stream {
        Stream::Stdout => 1,
        Stream::Stderr => 2,
    })
}

fn stream(sink: &Resource<Sink>) -> Stream {
    if sink.rep() == 1 { Stream::Stdout } else { Stream::Stderr }
}

type Streamed<T> = wasmtime::Result<(Result<T, StreamError>,)>;

fn input(to: &mut LinkerInstance<'_, Host>, name: &str) -> wasmtime::Result<bool> {
    match name {
        "[method]input-stream.read" | "[method]input-stream.blocking-read" => {
            to.func_wrap(name, |mut store: Context<'_>, _: (Resource<Input>, u64)| -> Streamed<Vec<u8>> {
                charge(&mut store, 0)?;
                Ok((Err(StreamError::Closed),))
            })?;
        }
        "[method]input-stream.skip" | "[method]input-stream.blocking-skip" => {
            to.func_wrap(name, |mut store: Context<'_>, _: (Resource<Input>, u64)| -> Streamed<u64> {
                charge(&mut store, 0)?;
                Ok((Err(StreamError::Closed),))
            })?;
        }
        "[method]input-stream.subscribe" => {
            to.func_wrap(name, |mut store: Context<'_>, _: (Resource<Input>,)| {
                charge(&mut store, 0)?;
                Ok((Resource::<Pollable>::new_own(0),))
            })?
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn output(to: &mut LinkerInstance<'_, Host>, name: &str) -> wasmtime::Result<bool> {
    match name {
        "[method]output-stream.check-write" => {
            to.func_wrap(name, |mut store: Context<'_>, _: (Resource<Sink>,)| -> Streamed<u64> {
                charge(&mut store, 0)?;
                Ok((Ok(store.data().system.room()),))
            })?;
        }
        "[method]output-stream.write" | "[method]output-stream.blocking-write-and-flush" => {
            to.func_wrap(
                name,
                |mut store: Context<'_>, (sink, bytes): (Resource<Sink>, Vec<u8>)| -> Streamed<()> {
                    charge(&mut store, bytes.len() as u64)?;
                    store.data_mut().system.write(stream(&sink), &bytes)?;
                    Ok((Ok(()),))
                },
            )?;
        }
        "[method]output-stream.flush" | "[method]output-stream.blocking-flush" => {
            to.func_wrap(name, |mut store: Context<'_>, _: (Resource<Sink>,)| -> Streamed<()> {
                charge(&mut store, 0)?;
                Ok((Ok(()),))
            })?;
        }
        "[method]output-stream.subscribe" => {
            to.func_wrap(name, |mut store: Context<'_>, _: (Resource<Sink>,)| {
                charge(&mut store, 0)?;
                Ok((Resource::<Pollable>::new_own(0),))
            })?
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn poll(to: &mut LinkerInstance<'_, Host>, name: &str) -> wasmtime::Result<bool> {
    match name {
        "[method]pollable.ready" => {
            to.func_wrap(name, |mut store: Context<'_>, _: (Resource<Pollable>,)| {
                charge(&mut store, 0)?;
                Ok((true,))
            })?
        }
        "[method]pollable.block" => {
            to.func_wrap(name, |mut store: Context<'_>, _: (Resource<Pollable>,)| {
                charge(&mut store, 0)?;
                Ok(())
            })?
        }
        "poll" => to.func_wrap(name, |mut store: Context<'_>, (all,): (Vec<Resource<Pollable>>,)| {
            charge(&mut store, all.len() as u64)?;
            Ok(((0..all.len() as u32).collect::<Vec<u32>>(),))
        })?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn clock(to: &mut LinkerInstance<'_, Host>, interface: &str, name: &str) -> wasmtime::Result<bool> {
    const SECOND: u64 = 1_000_000_000;
    let datetime = |since: u64| Datetime { seconds: since / SECOND, nanoseconds: (since % SECOND) as u32 };
    match (interface, name) {
        ("wasi:clocks/wall-clock", "now") => to.func_wrap(name, move |mut store: Context<'_>, ()| {
            charge(&mut store, 0)?;
            Ok((datetime(store.data_mut().system.wall()),))
        })?,
        ("wasi:clocks/wall-clock", "resolution") => {
            to.func_wrap(name, move |mut store: Context<'_>, ()| {
                charge(&mut store, 0)?;
                Ok((datetime(TICK),))
            })?;
        }
        (_, "now") => to.func_wrap(name, |mut store: Context<'_>, ()| {
            charge(&mut store, 0)?;
            Ok((store.data_mut().system.monotonic(),))
        })?,
        (_, "resolution") => to.func_wrap(name, |mut store: Context<'_>, ()| {
            charge(&mut store, 0)?;
            Ok((TICK,))
        })?,
        // Nothing else happens meanwhile, so that what is waited for may as well be now.
        (_, "subscribe-duration") => to.func_wrap(name, |mut store: Context<'_>, (time,): (u64,)| {
            charge(&mut store, 0)?;
            store.data_mut().system.sleep(time);
            Ok((Resource::<Pollable>::new_own(0),))
        })?,
        (_, "subscribe-instant") => to.func_wrap(name, |mut store: Context<'_>, (time,): (u64,)| {
            charge(&mut store, 0)?;
            store.data_mut().system.sleep_until(time);
            Ok((Resource::<Pollable>::new_own(0),))
        })?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn random(to: &mut LinkerInstance<'_, Host>, name: &str) -> wasmtime::Result<bool> {
    match name {
        "get-random-bytes" | "get-insecure-random-bytes" => {
            to.func_wrap(name, |mut store: Context<'_>, (length,): (u64,)| {
                charge(&mut store, length)?;
                if length > MOST_RANDOM {
                    wasmtime::bail!("asked for {length} random bytes at once, and the most is {MOST_RANDOM}");
                }
                let mut bytes = vec![0; length as usize];
                store.data_mut().system.random_bytes(&mut bytes);
                Ok((bytes,))
            })?;
        }
        "get-random-u64" | "get-insecure-random-u64" => {
            to.func_wrap(name, |mut store: Context<'_>, ()| {
                charge(&mut store, 8)?;
                Ok((store.data_mut().system.random(),))
            })?
        }
        "insecure-seed" | "get-insecure-seed" => to.func_wrap(name, |mut store: Context<'_>, ()| {
            charge(&mut store, 16)?;
            let system = &mut store.data_mut().system;
            Ok(((system.random(), system.random()),))
        })?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Answers a function by the type of its result, as a system does that has nothing.
fn refuse(to: &mut LinkerInstance<'_, Host>, interface: &str, name: &str) -> wasmtime::Result<()> {
    let full_name = format!("{interface}.{name}");
    to.func_new(
        name,
        move |mut store: Context<'_>, function: ComponentFunc, _: &[Val], results: &mut [Val]| {
            charge(&mut store, 0)?;
            for (result, ty) in results.iter_mut().zip(function.results()) {
                let Some(nothing) = nothing(&ty) else {
                    wasmtime::bail!("called `{full_name}`, which checkers are not given");
                };
                *result = nothing;
            }
            Ok(())
        },
    )
}

/// The value of a type that says that there is nothing, where the type has one.
fn nothing(ty: &Type) -> Option<Val> {
    match ty {
        Type::Option(_) => Some(Val::Option(None)),
        Type::List(_) => Some(Val::List(Vec::new())),
        Type::Result(result) => match result.err()? {
            Type::Enum(codes) => ["access-denied", "access", "not-permitted"]
                .into_iter()
                .find(|code| codes.names().any(|name| name == *code))
                .map(|code| Val::Result(Err(Some(Box::new(Val::Enum(code.to_owned())))))),
            _ => None,
        },
        _ => None,
    }
}
