/** What a page must be, whatever it shows: valid HTML, nothing that runs, under 50 KB. */
import { HtmlValidate } from 'html-validate';
import { expect } from 'vitest';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    // Matters of taste.
    'no-trailing-whitespace': 'off',
    'no-implicit-button-type': 'off',
    'void-style': 'off',
    'long-title': 'off',
    'prefer-native-element': 'off',
    'doctype-style': 'off',
    'no-inline-style': 'error',
    'require-sri': 'off',
  },
});

export async function expectGoodPage(page: string): Promise<void> {
  const report = await validator.validateString(page);
  const said = report.results.flatMap(({ messages }) =>
    messages.map(
      ({ ruleId, message, line }) =>
        `${ruleId} ${message} (${line}: ${page.split('\n')[line - 1]?.slice(0, 200)})`,
    ),
  );
  expect(said).toEqual([]);
  expect(Buffer.byteLength(page)).toBeLessThan(50_000);
  expect(page).not.toMatch(
    /<script(?! type="application\/ld\+json">)|\son\w+=["']|style="|href="(?:javascript|data|vbscript):/i,
  );
}
