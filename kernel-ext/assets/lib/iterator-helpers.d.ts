interface IterableIterator<T> {
  map<U>(map: (value: T, index: number) => U): IterableIterator<U>;
  filter<S extends T>(keep: (value: T, index: number) => value is S): IterableIterator<S>;
  filter(keep: (value: T, index: number) => unknown): IterableIterator<T>;
  take(limit: number): IterableIterator<T>;
  drop(count: number): IterableIterator<T>;
  flatMap<U>(map: (value: T, index: number) => Iterable<U>): IterableIterator<U>;
  reduce(merge: (left: T, right: T, index: number) => T): T;
  reduce<U>(merge: (left: U, right: T, index: number) => U, initial: U): U;
  toArray(): T[];
  forEach(visit: (value: T, index: number) => void): void;
  some(test: (value: T, index: number) => unknown): boolean;
  every(test: (value: T, index: number) => unknown): boolean;
  find<S extends T>(test: (value: T, index: number) => value is S): S | undefined;
  find(test: (value: T, index: number) => unknown): T | undefined;
}
