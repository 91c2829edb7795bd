/** The two languages of the interface. What records say is shown as it is written, in whatever language that is. */

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

function isLanguage(text: string | null): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/**
 * The language a page is shown in: `asked` (`?lang=`) if it is one of ours, else the best of an Accept-Language header
 * (RFC 9110 §12.5.4, by its primary subtag), else English.
 */
export function languageOf(asked: string | null, header: string | undefined): Language {
  if (isLanguage(asked)) return asked;
  let best: { language: Language; quality: number } | null = null;
  for (const piece of (header ?? '').slice(0, 1000).split(',')) {
    const [range = '', ...parameters] = piece
      .trim()
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    const language = range.split('-')[0] ?? '';
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    const quality = /^(0(\.\d*)?|1(\.0*)?)$/.test(weight) ? Number(weight) : 0;
    if (isLanguage(language) && quality > (best?.quality ?? 0)) best = { language, quality };
  }
  return best?.language ?? 'en';
}

/** `1,234` in English, `1 234` in French. */
export function inNumbers(language: Language, n: number): string {
  return NUMBERS[language].format(n);
}

const NUMBERS = { en: new Intl.NumberFormat('en'), fr: new Intl.NumberFormat('fr') };

/** `one` or `many` with the number for each `#`: French has the singular for 0 too. */
export function plural(language: Language, n: number, one: string, many: string): string {
  const isOne = language === 'fr' ? n < 2 : n === 1;
  return (isOne ? one : many).replaceAll('#', inNumbers(language, n));
}
