/**
 * What is in memory is sent before koa is asked: for a page of 23 kB that had cost more than three times what sending it
 * does (docs/performance.md). Nothing is decided here. A request that is answered here was answered before, word for
 * word, by the code behind koa, and it is noted, counted and sent by the same functions.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Answers } from '../oai/answers.ts';
import type { Moment } from '../store/published.ts';
import type { Note } from './access-log.ts';
import type { Exchange } from './exchange.ts';
import { type KeptPages, sendPage } from './kept-pages.ts';
import { isConfirmed } from './known.ts';
import { OAI_PATH, type OaiEndpoint, sendKept } from './oai.ts';

export interface InMemory {
  answers: Answers;
  pages: KeptPages;
  oai: OaiEndpoint;
  note: Note;
  /** Told of what should not have happened; the answer is broken off, as koa does. */
  unexpected(error: unknown): void;
}

/** Answers what is at hand; everything else goes to `koa`. */
export function keptFirst(koa: RequestListener, memory: InMemory): RequestListener {
  return (req, res) => {
    try {
      if (isSent(req, res, memory)) return;
    } catch (error) {
      memory.unexpected(error);
      res.destroy();
      return;
    }
    koa(req, res);
  };
}

function isSent(req: IncomingMessage, res: ServerResponse, memory: InMemory): boolean {
  if (req.method !== 'GET' && req.method !== 'HEAD') return false;
  const moment = memory.answers.present();
  // While the database is away pages say so, which those in memory do not.
  if (moment === null || !isConfirmed(moment)) return false;
  const send = OAI_PATH.test(req.url ?? '') ? isAnswerSent : isPageSent;
  return send(req, res, moment, memory);
}

function isPageSent(
  req: IncomingMessage,
  res: ServerResponse,
  moment: Moment,
  { pages, note }: InMemory,
): boolean {
  const found = pages.find(req, moment);
  if (found === null) return false;
  const exchange: Exchange = { req, res, state: {} };
  note(exchange);
  sendPage(exchange, found.page, found.handed);
  return true;
}

function isAnswerSent(
  req: IncomingMessage,
  res: ServerResponse,
  moment: Moment,
  { oai, note }: InMemory,
): boolean {
  const found = oai.find(req, moment);
  if (found === null) return false;
  const exchange: Exchange = { req, res, state: {} };
  note(exchange);
  sendKept(exchange, moment, found);
  return true;
}
