/** What waits for a person, each thing with what to do about it: the beginning of the status page. */
import { type Html, html } from '../html/html.ts';
import { fitting } from './fitting.ts';
import { callout, line, shortened, theirs } from './parts.ts';
import type { StatusData, StatusVisible } from './status-page.ts';
import { STATUS_WORDS } from './status-words.ts';
import type { View } from './view.ts';

/** What a shell takes as one word without quotes. */
const PLAIN_WORD = /^[\w.:@%+/-]+$/;
const MOST_BYTES = 12_000;

/** The most urgent first. */
export function troublesOf(view: View, data: StatusData): Html[] {
  const all = [...served(view, data), ...repository(view, data), ...around(view, data)];
  const { shown, left } = fitting(all, MOST_BYTES, (one) => one);
  const more = STATUS_WORDS[view.language].more(left);
  return left === 0 ? shown : [...shown, html`<p class="muted">${more}</p>`];
}

function served({ language }: View, data: StatusData): Html[] {
  const words = STATUS_WORDS[language];
  const found: Html[] = [];
  if (data.database === 'away')
    found.push(callout('bad', html`<p>${words.databaseAway}</p><p>${words.databaseDo}</p>`));
  else if (data.generation === null)
    found.push(callout('bad', html`<p>${words.nothing}</p><p>${words.nothingDo}</p>`));
  if (data.lastRefusal !== null) {
    const { commit, at } = data.lastRefusal;
    const shrink =
      data.waitsForAcceptShrink === null
        ? html`<p>${words.refusedDo}</p>${line(`git checkout ${commit} && npx voreg validate`)}`
        : html`<p>${words.shrink}</p>${line(`npx voreg publish --accept-shrink ${commit}`)}`;
    found.push(callout('bad', html`<p>${words.refused(commit.slice(0, 12), at)}</p>${shrink}`));
  }
  return found;
}

function repository({ language }: View, { repository: copy, lastLook, lastRefusal }: StatusData): Html[] {
  const words = STATUS_WORDS[language];
  const error = lastLook?.error ?? null;
  const said = error === null ? '' : html`<p lang="en">${theirs(error, 600)}</p>`;
  if (copy !== null && copy.awaySince !== null)
    return [callout('bad', html`<p>${words.away(copy.awaySince)}</p><p>${words.awayDo}</p>${said}`)];
  // A refused commit is such an error too, and is told already.
  if (error === null || lastRefusal !== null) return [];
  return [callout('warn', html`<p>${words.lookError}</p>${said}`)];
}

function around({ language }: View, data: StatusData): Html[] {
  const words = STATUS_WORDS[language];
  const found: Html[] = [];
  for (const { id, alarm } of data.sources ?? []) {
    if (alarm === null) continue;
    const command = `npx voreg harvest ${PLAIN_WORD.test(id) ? id : 'SOURCE'} --accept-drop`;
    found.push(
      callout(
        'bad',
        html`<p>${words.alarm(shortened(id, 80))}</p><p lang="en">${theirs(alarm, 400)}</p><p>${words.alarmDo}</p>${line(command)}`,
      ),
    );
  }
  const partial = (data.sources ?? []).filter(({ complete, alarm }) => !complete && alarm === null);
  if (partial.length > 0)
    found.push(callout('warn', html`<p>${words.incomplete(partial.length)}</p><p>${words.incompleteDo}</p>`));
  const down = data.monitor?.down ?? 0;
  if (down > 0) {
    const said = html`<p>${words.servicesDown(down)}</p><p>${words.servicesDo}</p>`;
    found.push(callout('warn', html`${said}${line('npx voreg monitor')}`));
  }
  for (const one of data.visible ?? []) found.push(...visibleTrouble(language, one));
  for (const { service, error } of data.triggers ?? []) {
    if (error === null) continue;
    const said = html`<p>${words.triggerError(shortened(service, 80))}</p><p lang="en">${theirs(error, 400)}</p>`;
    found.push(callout('warn', html`${said}<p>${words.triggerDo}</p>`));
  }
  const behind = data.search?.behind ?? [];
  if (behind.length > 0) {
    const origins = shortened(behind.join(', '), 200);
    found.push(callout('note', html`<p>${words.behind(origins)}</p><p>${words.behindDo}</p>`));
  }
  return found;
}

function visibleTrouble(language: View['language'], one: StatusVisible): Html[] {
  const words = STATUS_WORDS[language];
  const service = shortened(one.service, 80);
  if (one.error !== null) {
    const said = html`<p>${words.visibleError(service)}</p><p lang="en">${theirs(one.error, 400)}</p>`;
    return [callout('warn', said)];
  }
  const { stale = 0, missing = 0, resurrected = 0, foreign = 0 } = one;
  const bad = stale + missing + resurrected + foreign;
  if (bad === 0) return [];
  const said = html`<p>${words.visibleBad(service, bad)}</p><p>${words.visibleDo}</p>`;
  return [callout('warn', html`${said}${line('npx voreg visible')}`)];
}
