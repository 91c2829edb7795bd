/** Asks a curator on a terminal for what the flags did not say. */
import { createInterface, type Interface } from 'node:readline';
import { FIELDS, type Field, isNeeded, type Reading, readAnswer } from './fields.ts';

export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/** Ctrl-C while a question was open: nothing has been written. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Fills `reading.given`. An empty answer takes the default or leaves the place marked; the end of input leaves the rest. */
export async function askForRest(reading: Reading, terminal: Terminal): Promise<void> {
  const lines = createInterface({ ...terminal, terminal: isTerminal(terminal) });
  let isInterrupted = false;
  lines.on('SIGINT', () => {
    isInterrupted = true;
    lines.close();
  });
  // The iterator keeps lines that come before their question, which rl.question would lose.
  const answers = lines[Symbol.asyncIterator]();
  try {
    terminal.output.write(
      'Enter takes what stands in brackets; without brackets it leaves the place for later.\n',
    );
    for (const field of FIELDS) {
      if (!isNeeded(field, reading.kind) || isAnswered(field, reading)) continue;
      if (!(await askFor(field, reading, lines, answers, terminal.output))) break;
    }
  } finally {
    lines.close();
  }
  if (isInterrupted) throw new Interrupted('Interrupted; nothing was written.');
}

/** Name and address of the contact share a field. */
function isAnswered(field: Field, { given }: Reading): boolean {
  if (field.flag === 'contact') return given.contact?.name !== undefined;
  if (field.flag === 'email') return given.contact?.email !== undefined;
  return given[field.fills] !== undefined;
}

/** Until the answer is right. False at the end of the input. */
async function askFor(
  field: Field,
  reading: Reading,
  lines: Interface,
  answers: AsyncIterator<string>,
  output: NodeJS.WritableStream,
): Promise<boolean> {
  const fallback = field.fallback?.(reading) ?? null;
  const question = fallback === null ? field.question(reading) : `${field.question(reading)} [${fallback}]`;
  for (;;) {
    lines.setPrompt(`${question} `);
    lines.prompt();
    const next = await answers.next();
    if (next.done === true) return false;
    const answer = next.value.trim() || fallback;
    if (answer === null) return true;
    const fault = await readAnswer(field, answer, reading);
    if (fault === null) return true;
    output.write(`${fault}\n`);
  }
}

function isTerminal({ input }: Terminal): boolean {
  return 'isTTY' in input && input.isTTY === true;
}
