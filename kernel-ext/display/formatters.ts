import type { Bundle } from "./bundle.js";
import { tableBundle } from "./table.js";
import { vegaBundle } from "./vega.js";

/** The kinds of value that the kernel itself knows how to show; the first that answers wins. */
export const formatters: readonly ((value: unknown) => Bundle | Promise<Bundle> | undefined)[] = [
  tableBundle,
  vegaBundle,
];
