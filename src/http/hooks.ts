/**
 * Push webhooks of GitLab, GitHub and Gitea: the forge says that the records changed, so that nobody waits for the next
 * look. All a hook can do is make the service look at its own repository: a replay does no harm, and nothing in the
 * body but the name of the ref is used.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { Handler } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { replyJson } from './reply.ts';

export interface HookSettings {
  /** WEBHOOK_SECRET; null: no hook is answered. */
  secret: string | null;
  /** Branch that is published (`main`), or null if any push may change it (RECORDS_REF is HEAD or a tag). */
  branch: string | null;
  /** Looks at the repository soon; pushes that come meanwhile become one more look. */
  onPush(): void;
}

interface Forge {
  /** Header that names the event, and its value for a push. */
  event: string;
  push: string;
  /** Whether the headers, and the body where the forge signs it, prove that the sender knows the secret. */
  isGenuine(headers: IncomingMessage['headers'], body: Buffer, secret: string): boolean;
  /** Whether that can be told before the body is read. */
  needsBody: boolean;
}

/** GitLab "Webhook events", GitHub "Validating webhook deliveries", Gitea "Webhooks". */
export const FORGES: Record<string, Forge> = {
  gitlab: {
    event: 'x-gitlab-event',
    push: 'Push Hook',
    needsBody: false,
    isGenuine: (headers, _body, secret) => isSame(String(headers['x-gitlab-token'] ?? ''), secret),
  },
  github: {
    event: 'x-github-event',
    push: 'push',
    needsBody: true,
    isGenuine: (headers, body, secret) =>
      isSame(String(headers['x-hub-signature-256'] ?? ''), `sha256=${signature(body, secret)}`),
  },
  gitea: {
    event: 'x-gitea-event',
    push: 'push',
    needsBody: true,
    isGenuine: (headers, body, secret) =>
      isSame(String(headers['x-gitea-signature'] ?? ''), signature(body, secret)),
  },
};

/** GitHub sends at most 25 MB; a push of 2,048 commits has about 3 MB. Only the ref is wanted. */
export const HOOK_BODY_LIMIT = 25 * 1024 * 1024;

/** POST /hooks/<forge>: 202 for a push to the published branch, 200 for what is none, 401 without the secret. */
export function hookEndpoint(name: keyof typeof FORGES, settings: HookSettings): Handler {
  const forge = FORGES[name];
  if (forge === undefined) throw new Error(`There is no forge ${name}.`);
  return async (ctx) => {
    const { secret, branch, onPush } = settings;
    const { req } = ctx;
    if (secret === null) {
      throw new HttpProblem(404, 'Webhooks are off here: the operator has not set WEBHOOK_SECRET.');
    }
    const refused = new HttpProblem(
      401,
      'The secret is missing or wrong. It must be that of WEBHOOK_SECRET here.',
      {
        Connection: 'close',
      },
    );
    if (!forge.needsBody && !forge.isGenuine(req.headers, Buffer.alloc(0), secret)) throw refused;
    const body = await readBody(req);
    if (!forge.isGenuine(req.headers, body, secret)) throw refused;
    const event = req.headers[forge.event];
    if (event !== forge.push) {
      replyJson(ctx, 200, { accepted: false, reason: `Only pushes are listened to, not "${event ?? ''}".` });
      return;
    }
    const ref = refOf(body);
    if (branch !== null && ref !== `refs/heads/${branch}`) {
      replyJson(ctx, 200, {
        accepted: false,
        reason: `The push is to ${ref}; published is refs/heads/${branch}.`,
      });
      return;
    }
    onPush();
    replyJson(ctx, 202, { accepted: true, reason: 'The repository is being looked at.' });
  };
}

function signature(body: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** In constant time, whatever the lengths: the digests are compared. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > HOOK_BODY_LIMIT) {
      throw new HttpProblem(413, `The body is larger than ${HOOK_BODY_LIMIT} bytes.`, {
        Connection: 'close',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const LONGEST_REF = 1000;

/** `ref` of the push. @throws HttpProblem 400 */
function refOf(body: Buffer): string {
  try {
    const parsed: unknown = JSON.parse(new StringDecoder('utf8').end(body));
    const ref = typeof parsed === 'object' && parsed !== null ? (parsed as { ref?: unknown }).ref : undefined;
    if (typeof ref === 'string' && ref.startsWith('refs/') && ref.length <= LONGEST_REF) return ref;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new HttpProblem(
    400,
    'The body is no push event in JSON. Choose the content type application/json for the webhook.',
  );
}
