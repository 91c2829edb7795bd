/** Limits of TAP services: how many, in which unit, and that the default is not above the hard one (TAP-08). */
import { child, children, type Element, text } from '../../resource/element.ts';
import { attributeText, type Fault } from '../rule.ts';

export const LIMITS = ['retentionPeriod', 'executionDuration', 'outputLimit', 'uploadLimit'];

/** What is wrong with the limits of a tr:TableAccess capability. */
export function* limitFaults(capability: Element): Generator<Fault> {
  for (const name of LIMITS) {
    const seen = new Set<string>();
    for (const limit of children(capability, name)) {
      const mode = attributeText(limit, 'forMode');
      if (seen.has(mode)) {
        const message = `There is a ${name}${mode === '' ? '' : ` for ${mode}`} before. Keep one.`;
        yield { element: limit, found: name, message };
      } else if (seen.size > 0) {
        const message = `There are several ${name} elements, as TAPRegExt 1.1 allows. Older clients stop at them.`;
        yield { element: limit, found: mode, severity: 'info', message };
      }
      seen.add(mode);
      for (const value of [...children(limit, 'default'), ...children(limit, 'hard')]) {
        const unit = attributeText(value, 'unit');
        if (!/Limit$/.test(name) || /^(row|byte)$/.test(unit)) continue;
        const message = `unit="${unit}" of ${name} is not row or byte. Write one of them.`;
        yield { element: value, attribute: 'unit', found: unit, message };
      }
      yield* aboveHard(limit);
    }
  }
}

function* aboveHard(limit: Element): Generator<Fault> {
  const [usual, hard] = [child(limit, 'default'), child(limit, 'hard')];
  if (usual === null || hard === null || attributeText(usual, 'unit') !== attributeText(hard, 'unit')) return;
  if (text(usual) === '' || text(hard) === '' || !(Number(text(usual)) > Number(text(hard)))) return;
  const message = `The default ${text(usual)} is above the hard limit ${text(hard)}. Exchange or correct them.`;
  yield { element: usual, found: text(usual), message };
}
