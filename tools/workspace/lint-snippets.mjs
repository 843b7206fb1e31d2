// Lints texts as if they stood in the given files: a JSON list of { file, text } on stdin, the list of messages of each on stdout.
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const eslint = new ESLint({ cwd: new URL('../..', import.meta.url).pathname });
const answers = [];
for (const snippet of JSON.parse(await text(process.stdin))) {
  const [result] = await eslint.lintText(snippet.text, { filePath: snippet.file });
  answers.push(result.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
}
process.stdout.write(JSON.stringify(answers));
