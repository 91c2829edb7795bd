/** How an HTTP exchange can fail. An answer with an error status is no failure here: its body may say why. */

export type ExchangeFaultKind =
  /** Not an http or https address, or one that carries a password. */
  | 'address'
  /** It leads into a private network. */
  | 'private'
  /** No connection, or it broke before there was an answer. */
  | 'unreachable'
  /** Nothing came for too long, or it took too long in all. */
  | 'timeout'
  /** The answer ended before it was whole. */
  | 'cut'
  /** More bytes than we take, compressed or not. */
  | 'too-large'
  /** Too many redirects, or one without an address. */
  | 'redirect'
  /** A content encoding that we do not know, or bytes that are not in it. */
  | 'encoding'
  /** HTTP 403: we are not wanted (requirements.md HV-01). */
  | 'forbidden'
  /** It failed so often, or asked for so long a pause, that it is left alone for a while. */
  | 'paused'
  /** The time given to this source is over. */
  | 'budget';

/** What may be different a little later. */
const PASSING: ReadonlySet<ExchangeFaultKind> = new Set(['unreachable', 'timeout', 'cut']);

/** There was no usable answer. `why` is the reason without the address, `message` the sentence with it. */
export class ExchangeFault extends Error {
  override name = 'ExchangeFault';
  readonly kind: ExchangeFaultKind;
  readonly why: string;
  constructor(kind: ExchangeFaultKind, address: string, why: string) {
    super(`${address.slice(0, 300)}: ${why}.`);
    this.kind = kind;
    this.why = why;
  }
  /** Whether another try may help. */
  get passing(): boolean {
    return PASSING.has(this.kind);
  }
}
