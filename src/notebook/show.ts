/**
 * Where `show` shows: a host such as the Jupyter kernel puts a function under this registered symbol, so that it and a
 * notebook find each other even when they loaded two copies of the package.
 */
const key = Symbol.for("txlab.show");
const host = globalThis as { [key]?: (value: unknown) => Promise<void> };

/**
 * Shows values now, in the middle of a cell, as the cell's last expression would be shown: rich in a notebook, as text
 * in a terminal.
 *
 * @example
 * show(balance(study), overlap(ps));
 */
export async function show(...values: unknown[]): Promise<void> {
  const shown = values.map((value) => (host[key] ? host[key](value) : console.log(value)));
  await Promise.all(shown);
}
