export const square = (value) => value * value;
export const fail = (value) => {
  if (value === 2) throw new RangeError("two is too much");
  return value;
};
export const crash = () => {
  setTimeout(() => {
    throw new Error("out of nowhere");
  }, 0);
  return new Promise(() => {});
};
export const forever = () => {
  for (;;);
};

/** More memory than there is, if asked. */
export function allocate(bytes) {
  return new Float64Array(bytes / 8).length;
}
