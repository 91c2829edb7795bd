/**
 * While a service runs on the embedded database, nobody else may open it: other commands hand their job to the
 * service over a socket in DATA_DIR (design §6). HTTP on a Unix socket, JSON both ways.
 */
import { createHash } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { METADATA_PREFIXES } from './resource/metadata-formats.ts';

/** What a command may ask of the running service. */
export const jobSchema = z.discriminatedUnion('job', [
  z.strictObject({
    job: z.literal('publish'),
    acceptNewIdentity: z.boolean(),
    acceptTransfers: z.array(z.string()),
    acceptShrink: z.string().nullable(),
  }),
  z.strictObject({ job: z.literal('show'), ivoid: z.string(), prefix: z.enum(METADATA_PREFIXES) }),
  z.strictObject({ job: z.literal('show as'), ivoid: z.string(), format: z.string().max(100) }),
  z.strictObject({ job: z.literal('anomalies'), examples: z.int().min(1).max(1000) }),
  z.strictObject({
    job: z.literal('harvest'),
    sources: z.array(z.string()),
    urls: z.array(z.string()),
    full: z.boolean(),
    acceptDrop: z.boolean(),
    validate: z.boolean(),
  }),
  z.strictObject({ job: z.literal('sources') }),
  z.strictObject({ job: z.literal('reconcile') }),
  z.strictObject({ job: z.literal('reconciled'), scope: z.string().max(40), summary: z.looseObject({}) }),
  z.strictObject({
    job: z.literal('stats'),
    days: z.int().min(1).max(1000),
    harvester: z.string().nullable(),
    record: z.string().nullable(),
  }),
  z.strictObject({ job: z.enum(['ledger export', 'ledger import']), file: z.string().refine(isAbsolute) }),
  z.strictObject({ job: z.literal('touch'), names: z.array(z.string()).nullable() }),
  z.strictObject({
    job: z.literal('monitor'),
    about: z.array(z.string()),
    taplint: z.boolean(),
    days: z.int().min(1).max(30),
    ask: z.boolean(),
  }),
  z.strictObject({ job: z.literal('visible'), about: z.array(z.string()), graceDays: z.number().min(0) }),
]);
export type Job = z.infer<typeof jobSchema>;

/** The service answered that the job failed; the message is meant for the person who gave the command. */
export class JobFailed extends Error {
  override name = 'JobFailed';
}

const JOB_MAX_BYTES = 64 * 1024;
/** Linux allows 107 bytes for the path of a socket. */
const SOCKET_PATH_MAX = 100;

/** Where the socket is: in DATA_DIR, or in the temporary folder if that path is too long for a socket. */
export function socketPath(dataDir: string): string {
  const path = join(resolve(dataDir), 'voreg.sock');
  if (Buffer.byteLength(path) <= SOCKET_PATH_MAX) return path;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return join(tmpdir(), `voreg-${hash}.sock`);
}

/** Listens for jobs. The caller holds the lock of DATA_DIR, so a socket that is already there is a dead one. */
export async function listenForJobs(dataDir: string, run: (job: Job) => Promise<unknown>): Promise<Server> {
  const path = socketPath(dataDir);
  await rm(path, { force: true });
  const server = createServer((incoming, outgoing) => {
    const answer = (status: number, body: unknown) => {
      outgoing.writeHead(status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify(body));
    };
    readBody(incoming)
      .then((body) => run(jobSchema.parse(JSON.parse(body))))
      .then(
        (result) => answer(200, result),
        (error: unknown) => answer(500, { error: error instanceof Error ? error.message : String(error) }),
      )
      // A result that cannot be written as JSON: who asked learns at least that there is no answer.
      .catch((error: Error) => outgoing.destroy(error));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(path, done);
  });
  await chmod(path, 0o600);
  return server;
}

async function readBody(incoming: NodeJS.ReadableStream): Promise<string> {
  let body = '';
  incoming.setEncoding('utf8');
  for await (const chunk of incoming) {
    body += String(chunk);
    if (body.length > JOB_MAX_BYTES) throw new Error(`A job may have ${JOB_MAX_BYTES} bytes.`);
  }
  return body;
}

/** Hands a job to the service that runs on this DATA_DIR; null if none does. Throws JobFailed with its sentence. */
export async function handOver(dataDir: string, job: Job): Promise<{ result: unknown } | null> {
  return new Promise((done, fail) => {
    const call = request({ socketPath: socketPath(dataDir), method: 'POST', path: '/' }, (answer) => {
      readAll(answer).then((body) => {
        if (answer.statusCode === 200) done({ result: JSON.parse(body) as unknown });
        else fail(new JobFailed((JSON.parse(body) as { error: string }).error));
      }, fail);
    });
    call.on('error', (error: NodeJS.ErrnoException) => {
      // No socket, or one whose service has died: nobody holds the database.
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') done(null);
      else fail(error);
    });
    call.end(JSON.stringify(job));
  });
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: string[] = [];
  // Or a letter that lies across two chunks would be lost.
  stream.setEncoding('utf8');
  for await (const chunk of stream) chunks.push(String(chunk));
  return chunks.join('');
}
