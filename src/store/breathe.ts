/** Lets a service answer while a publication or a harvest works: nothing may hold the event loop for 100 ms (design P10). */

const WORK_MS = 10;
let since = performance.now();

/** Returns at once until 10 ms of work have gone by, then gives way to everything that waits. */
export async function breathe(): Promise<void> {
  if (performance.now() - since < WORK_MS) return;
  await new Promise((resolve) => setImmediate(resolve));
  since = performance.now();
}
