/**
 * Calls code of a cell from an empty stack. When an interrupt cuts off code that blocks, all that is on the stack is
 * lost with it; a promise that waits elsewhere is not.
 */
export function freshStack<T>(call: () => T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(call());
      } catch (error) {
        reject(error);
      }
    });
  });
}
