/** An answer, read as far as it can be: what is not as it should be is for the checks to say. */
import { attribute, type Element } from '../resource/element.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { type Answer, described, type Request } from './ask.ts';

export interface Reply {
  request: Request;
  /** The request in words, for reports. */
  asked: string;
  answer: Answer;
  /** Decoded; '' if that was not possible. */
  text: string;
  /** Null if it is not well-formed XML. */
  root: Element | null;
  /** Why `root` is null. */
  fault: string | null;
  responseDate: string | null;
  /** code of each error, in order; '' where it has none. */
  errors: string[];
  /** What stands where the verb's element or the errors should: the third child; null if there is none. */
  content: Element | null;
}

/** Never throws for what is in the answer. */
export function readReply(request: Request, answer: Answer): Reply {
  const { text, root, fault } = readText(answer.body);
  const first = root === null ? [] : named(root, 'error');
  const date = root === null ? undefined : named(root, 'responseDate')[0];
  return {
    request,
    asked: described(request),
    answer,
    text,
    root,
    fault,
    responseDate: date?.text.trim() ?? null,
    errors: first.map((error) => attribute(error, 'code') ?? ''),
    content: root?.children.find(({ local }) => local !== 'responseDate' && local !== 'request') ?? null,
  };
}

function readText(body: Buffer): Pick<Reply, 'text' | 'root' | 'fault'> {
  let text = '';
  try {
    text = decodeXml(body);
    return { text, root: parseXml(text).root, fault: null };
  } catch (error) {
    if (error instanceof XmlFault) {
      return { text, root: null, fault: `line ${error.line}, column ${error.column}: ${error.message}` };
    }
    if (error instanceof EncodingFault) return { text, root: null, fault: error.message };
    throw error;
  }
}

/** Children of that local name, whatever their namespace: a wrong one is reported once, for the root. */
export function named(element: Element, local: string): Element[] {
  return element.children.filter((child) => child.local === local);
}

/** Trimmed text of the first child of that local name; null if there is none. */
export function textOf(element: Element, local: string): string | null {
  return named(element, local)[0]?.text.trim() ?? null;
}

/** What was answered, in a few words: `badArgument`, `<ListRecords>`, `HTTP 500, text/html, no readable XML`. */
export function seen({ answer, root, errors, content }: Reply): string {
  const type = answer.headers['content-type'] ?? 'no content type';
  if (root === null) return `HTTP ${answer.status}, ${type}, no readable XML`;
  const status = answer.status === 200 ? '' : `HTTP ${answer.status}, `;
  if (errors.length > 0) return `${status}${errors.join(', ')}`;
  return `${status}${content === null ? `<${root.name}> without content` : `<${content.name}>`}`;
}
