/** A task that does nothing: it makes the pool start a worker for tasks that wait. */
export function idle(): void {}
