"""Which devices JAX has, and those that compute."""

import os


def plugins():
    """Packages that let JAX use an accelerator, such as jax-cuda13-plugin."""
    from importlib.metadata import distributions

    names = {(d.metadata["Name"] or "").lower().replace("_", "-") for d in distributions()}
    return sorted(n for n in names if n.startswith("jax-") and n.endswith("-plugin"))


def described(device, index):
    try:
        memory = (device.memory_stats() or {}).get("bytes_limit")
    except Exception:
        memory = None
    return {"name": f"{device.platform}:{index}", "kind": device.device_kind, "memory": memory}


def devices_of(jax):
    """All devices of this process; those of the default platform first."""
    found = list(jax.local_devices())
    if found[0].platform != "cpu":
        try:
            found += jax.local_devices(backend="cpu")
        except RuntimeError:
            pass  # $JAX_PLATFORMS leaves it out.
    counts = {}
    listed = []
    for device in found:
        index = counts.get(device.platform, 0)
        counts[device.platform] = index + 1
        listed.append((device, described(device, index)))
    return listed


def choose(jax, listed, wanted):
    """The device, or the problem. JAX itself falls back to the processor without a word, which nobody asked for."""
    first = listed[0][0]
    if wanted is None:
        found = plugins()
        platforms = os.environ.get("JAX_PLATFORMS", "")
        if first.platform == "cpu" and found and platforms in ("", "cuda", "rocm", "gpu"):
            return None, {"code": "no-device", "message": reason(jax, "gpu"), "plugins": found}
        return first, None
    platform, _, index = wanted.partition(":")
    name = f"{platform}:{index or 0}"
    for device, description in listed:
        if description["name"] == name:
            return device, None
    message = reason(jax, platform) if platform not in [d.platform for d, _ in listed] else ""
    return None, {"code": "no-device", "message": message, "plugins": plugins()}


def reason(jax, platform):
    try:
        jax.devices(platform)
    except RuntimeError as error:
        return str(error)
    return ""


def sharing(jax, first, wanted):
    """
    Those that share the batches: of each process, the first `wanted` ones ("all": all) of the platform of `first`, in
    the order of the processes. Also returns how many this process has.
    """
    own = len(jax.local_devices(backend=first.platform))
    if wanted != "all" and wanted > own:
        return [], own
    chosen = []
    for process in range(jax.process_count()):
        theirs = [d for d in jax.devices(first.platform) if d.process_index == process]
        chosen += theirs if wanted == "all" else theirs[:wanted]
    return chosen, own
