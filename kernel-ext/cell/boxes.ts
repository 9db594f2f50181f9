/**
 * The variable of a notebook, shared by all cells.
 *
 * `v` holds its value. Before the variable has one, `v` is found on the prototype, where reading throws and writing
 * makes it an own property: so the check costs nothing once the variable is set.
 */
export class Box {
  declare v: unknown;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

Object.defineProperty(Box.prototype, "v", {
  get(this: Box) {
    throw new ReferenceError(`Cannot access '${this.name}' before initialization`);
  },
  set(this: Box, value: unknown) {
    Object.defineProperty(this, "v", { value, writable: true, enumerable: true, configurable: true });
  },
});

const isSet = (box: Box): boolean => Object.hasOwn(box, "v");

/** The variables of a session. */
export class Boxes {
  readonly #boxes = new Map<string, Box>();

  get names(): ReadonlySet<string> {
    return new Set(this.#boxes.keys());
  }

  box(name: string): Box {
    let box = this.#boxes.get(name);
    if (!box) {
      box = new Box(name);
      this.#boxes.set(name, box);
    }
    return box;
  }

  /** Makes an imported name follow its module. */
  bind(name: string, read: () => unknown): void {
    Object.defineProperty(this.box(name), "v", {
      get: read,
      set(this: Box, value: unknown) {
        Object.defineProperty(this, "v", { value, writable: true, enumerable: true, configurable: true });
      },
      enumerable: true,
      configurable: true,
    });
  }

  /**
   * Empties the variables that a cell is about to declare. The function that comes back, called when the cell has
   * ended, gives those that the cell did not reach their former value, and says which they were.
   */
  declare(names: readonly string[]): () => string[] {
    const former = new Map<string, PropertyDescriptor | undefined>();
    for (const name of names) {
      const box = this.box(name);
      former.set(name, Object.getOwnPropertyDescriptor(box, "v"));
      delete (box as { v?: unknown }).v;
    }
    return () => {
      const unreached = names.filter((name) => !isSet(this.box(name)));
      for (const name of unreached) {
        const descriptor = former.get(name);
        if (descriptor) Object.defineProperty(this.box(name), "v", descriptor);
        else this.#boxes.delete(name);
      }
      return unreached;
    };
  }
}
