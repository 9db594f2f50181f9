/** A MIME bundle, as Jupyter takes it. */
export type MimeBundle = Record<string, unknown>;

/** How a value shows itself; each part is computed only when a host asks for it. */
export interface View {
  /** Plain text, for a terminal. */
  readonly text: () => string;
  /** An HTML fragment without scripts, for a notebook. */
  readonly html?: () => string | Promise<string>;
  /** Further MIME types, such as a chart. */
  readonly bundle?: () => MimeBundle | Promise<MimeBundle>;
}

const jupyterDisplay = Symbol.for("Jupyter.display");
const inspect = Symbol.for("nodejs.util.inspect.custom");

/**
 * Freezes `value` and teaches it to show itself: in Jupyter through `Symbol.for("Jupyter.display")`, in Node's
 * console and in string templates as text. What is added is not enumerable, so JSON and spreads see only the data.
 */
export function displayable<T extends object>(value: T, view: View): Readonly<T> {
  const text = (): string => view.text();
  const hidden = (get: () => unknown): PropertyDescriptor => ({ value: get, enumerable: false });
  Object.defineProperties(value, {
    [jupyterDisplay]: hidden(async () => ({
      ...(view.html ? { "text/html": await view.html() } : {}),
      ...(view.bundle ? await view.bundle() : {}),
      "text/plain": text(),
    })),
    [inspect]: hidden(text),
    toString: hidden(text),
  });
  return Object.freeze(value);
}

/** The MIME bundle of a displayable value, or `undefined` for a value that does not say how it displays. */
export async function displayBundle(value: unknown): Promise<MimeBundle | undefined> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const show = (value as Record<symbol, unknown>)[jupyterDisplay];
  return typeof show === "function" ? ((await show.call(value)) as MimeBundle) : undefined;
}
