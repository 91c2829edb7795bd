/** What is used of js-yaml, which comes without types. */
declare module 'js-yaml' {
  export interface Schema {
    readonly name?: string;
  }
  export const CORE_SCHEMA: Schema;
  export const FAILSAFE_SCHEMA: Schema;
  /** Thrown for text that is not YAML; `mark.line` and `mark.column` count from 0. */
  export class YAMLException extends Error {
    reason: string;
    mark?: { line: number; column: number };
  }
  /** The first document, as plain values. @throws YAMLException */
  export function load(text: string, options?: { schema?: Schema }): unknown;
  export function dump(
    value: unknown,
    options?: { schema?: Schema; lineWidth?: number; noRefs?: boolean; quotingType?: '"' | "'" },
  ): string;
}
