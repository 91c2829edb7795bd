/** `npm run docs`: brings the generated parts of docs/ up to date. */
import { writeGuide } from './rules.ts';

writeGuide();
