/** A guess at the language of a text by its small words; it speaks up only where English is all but excluded. */

const ENGLISH = words('the of and in is for with to are from this that by on at as an which be it');
/** Words that no English sentence has often; `die`, `on`, `in`, `an` and `per` are left out for that reason. */
const OTHERS: [string, Set<string>][] = [
  ['French', words('le la les des du une est dans pour avec sur par ce cette et sont aux qui que ou ces')],
  ['German', words('der das und ist von mit für auf eine ein nicht wird den dem im zu sind werden aus bei')],
  ['Spanish', words('el los las una para con por del que en es se y son como este esta')],
  ['Italian', words('il gli della dei delle che sono nel una di e alla questo con le')],
  ['Portuguese', words('o os as uma para com por do da dos das que em são não este')],
];

/** One look for each word of a text, not one for each language. */
const LANGUAGES_OF = new Map(
  [...ENGLISH, ...OTHERS.flatMap(([, set]) => [...set])].map((word) => [
    word,
    { isEnglish: ENGLISH.has(word), others: OTHERS.flatMap(([, set], i) => (set.has(word) ? [i] : [])) },
  ]),
);

/** In such a text letters are found in a third of the time. */
const ASCII = /^[\t\n\r -~]*$/;

/** `French` for a French text of at least a sentence; null for English, for short texts, and where it is not clear. */
export function foreignLanguage(text: string): string | null {
  const hits = OTHERS.map(() => 0);
  let english = 0;
  const words = text.toLowerCase();
  for (const word of words.match(ASCII.test(words) ? /[a-z]+/g : /\p{L}+/gu) ?? []) {
    const of = LANGUAGES_OF.get(word);
    if (of === undefined) continue;
    if (of.isEnglish) english += 1;
    for (const i of of.others) hits[i] = (hits[i] ?? 0) + 1;
  }
  const most = Math.max(...hits);
  return most >= 4 && most > 3 * english ? (OTHERS[hits.indexOf(most)]?.[0] ?? null) : null;
}

function words(list: string): Set<string> {
  return new Set(list.split(' '));
}
