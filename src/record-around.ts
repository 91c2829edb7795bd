/** What a record's page tells beside the record itself: who names it, its history in Git, what the rules say of it. */
import type { RecordsAround } from './http/records.ts';
import { MOST_BYTES, recordHistory } from './record-history.ts';
import { publishedLinks } from './record-links.ts';
import { utcNow } from './resource/dates.ts';
import { ivoidKey } from './resource/ivoid.ts';
import { serviceHistories } from './store/monitor.ts';
import { relatedFrom } from './store/search.ts';
import type { Workplace } from './workplace.ts';

export function recordsAround(workplace: Workplace): RecordsAround {
  const history = recordHistory(workplace);
  return {
    relatedFrom: async (ivoid) =>
      (await relatedFrom(workplace.db, ivoid)).map(({ origin, ...one }) => ({
        ...one,
        isOurs: origin === '',
      })),
    counterparts: publishedLinks(workplace),
    past: history.past,
    services: (ivoid) => serviceHistories(workplace.db, { authorities: [], keys: [ivoidKey(ivoid)] }),
    async historyPage(view, ivoid) {
      const revisions = await history.revisions(ivoid);
      if (revisions === null) return null;
      return (await import('./pages/history-page.ts')).historyPage(view, ivoid, revisions);
    },
    async findingsPage(view, ivoid, document) {
      const { findingsPage } = await import('./pages/findings-page.ts');
      if (document.length > MOST_BYTES) return findingsPage(view, ivoid, null);
      const { checkFile } = await import('./validate/check.ts');
      const { RECORD_RULES: rules } = await import('./validate/rules.ts');
      const context = { schema: workplace.schema, rules, now: utcNow() };
      return findingsPage(view, ivoid, checkFile(Buffer.from(document), 'record.xml', context).findings);
    },
  };
}
