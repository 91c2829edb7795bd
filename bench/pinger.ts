/** A thread that asks Identify again and again while another client harvests, and tells the longest it had to wait. */
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const { url } = workerData as { url: string };
let longest = 0;
let asked = 0;

function ask(): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().once('end', resolve).once('error', reject);
    }).once('error', reject);
  });
}

parentPort?.once('message', () => {
  parentPort?.postMessage({ longest, asked });
  process.exit();
});
parentPort?.postMessage('ready');
for (;;) {
  const started = performance.now();
  await ask();
  longest = Math.max(longest, performance.now() - started);
  asked += 1;
  await new Promise((resolve) => setTimeout(resolve, 5));
}
