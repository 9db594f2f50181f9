import type { Bundle } from "./bundle.js";
import { errorBundle } from "./error.js";
import { matrixBundle } from "./matrix.js";
import { tableBundle } from "./table.js";
import { typedArrayBundle } from "./typed-array.js";
import { vegaBundle } from "./vega.js";

type Formatter = (value: unknown) => Bundle | Promise<Bundle> | undefined;

/** The kinds of value that the kernel itself knows how to show; the first that answers wins. */
export const formatters: readonly Formatter[] = [
  tableBundle,
  vegaBundle,
  typedArrayBundle,
  matrixBundle,
  errorBundle,
];
