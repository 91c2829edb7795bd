/**
 * Requests are answered in the order in which they came, but not all that have come before anything else happens.
 *
 * libuv takes one new connection for each turn of the event loop (https://github.com/libuv/libuv/pull/3696), and reads from
 * all that are ready. With many on kept connections a turn lasts as long as all their pages together, and newcomers are let
 * in one by one (test/http/turns.test.ts). Most likely that is why, of 500 harvesters that connected at once, 142 had no answer
 * after two minutes, and their requests never came into the log, while the others got dozens of pages (bench/load.ts, load 22).
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** A page of 1 MB takes some 0.5 ms of computing. */
const TURN_MS = 2;

/** `listener`, called for requests until the time is over, and for the rest after the event loop has looked around. */
export function inTurns(listener: RequestListener, mostMs = TURN_MS): RequestListener {
  const waiting: [IncomingMessage, ServerResponse][] = [];
  let until = 0;
  let isPlanned = false;
  const plan = () => {
    if (isPlanned) return;
    isPlanned = true;
    until = performance.now() + mostMs;
    setImmediate(turn);
  };
  const turn = () => {
    isPlanned = false;
    if (waiting.length === 0) return;
    plan();
    next();
  };
  const next = () => {
    const first = waiting.shift();
    if (first === undefined) return;
    const [req, res] = first;
    // Nobody is there to be answered.
    if (!res.closed) listener(req, res);
    // What the answer has left to do comes first: that it is written to the socket, above all.
    if (performance.now() < until) process.nextTick(next);
  };
  return (req, res) => {
    plan();
    if (waiting.length === 0 && performance.now() < until) listener(req, res);
    else waiting.push([req, res]);
  };
}
