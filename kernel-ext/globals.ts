const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames } = Object;

/**
 * Remembers the global objects of the running Node. The function that comes back puts back those that a cell deleted
 * or emptied, so that neither the kernel nor the next cell trips over it; one that a cell replaced by something of its
 * kind stays replaced.
 */
export function keepGlobals(): () => void {
  const host = globalThis as unknown as Record<string, unknown>;
  const kept: { name: string; descriptor: PropertyDescriptor; value: unknown }[] = [];
  for (const name of getOwnPropertyNames(host)) {
    const descriptor = getOwnPropertyDescriptor(host, name)!;
    // Reading a lazy global would load it.
    const lazy = descriptor.get !== undefined && name !== "process" && name !== "Buffer";
    const value = lazy ? undefined : host[name];
    if (lazy || typeof value === "function" || (typeof value === "object" && value !== null)) {
      kept.push({ name, descriptor, value });
    }
  }
  return () => {
    for (let at = 0; at < kept.length; at++) {
      const { name, descriptor, value } = kept[at]!;
      const now = getOwnPropertyDescriptor(host, name);
      if (!now) defineProperty(host, name, descriptor);
      if (value !== undefined && (typeof host[name] !== typeof value || host[name] === null)) {
        host[name] = value;
        if (host[name] !== value) defineProperty(host, name, descriptor);
      }
    }
  };
}
