/** The command was understood but asks for something that is not there; the message is for the person. */
export class UsageError extends Error {
  override name = 'UsageError';
}
