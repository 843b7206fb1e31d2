import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJsonDocument } from './json-document.js';
import { parseScenario } from './parse-scenario.js';

const problemsOf = (text: string) => {
  const parsed = parseScenario(text);
  return parsed.ok
    ? []
    : parsed.problems.map(({ line, column, path, message }) => [`${line}:${column}`, path, message]);
};

describe('problems are told by line', () => {
  test('of JSON: what is wrong, and where', () => {
    expect(problemsOf('{\n  "name": "x",\n  "steps": [}\n')).toEqual([['3:13', '', 'a value is missing here']]);
    expect(problemsOf('{\n  "name": "x"\n  "steps": []\n}')).toEqual([['3:3', '', 'expected , or } after a member']]);
    expect(problemsOf('{"name": nope}')).toEqual([['1:10', '', 'nope is no JSON value']]);
    expect(problemsOf('{"name": "x')).toEqual([['1:10', '', 'this text has no closing quote']]);
    expect(problemsOf('{"a": 1,\n "a": 2}')).toEqual([['2:2', '', '"a" stands here twice']]);
    expect(problemsOf('')).toEqual([['1:1', '', 'the document ends too early']]);
    expect(problemsOf('{} {}')).toEqual([['1:4', '', 'nothing may follow the end of the document']]);
    expect(problemsOf('['.repeat(100_000))[0]![2]).toBe('nested too deeply');
  });

  test('of shape: all of them, each at its own place', () => {
    const text = `{
  "name": "x",
  "description": "y",
  "colour": "red",
  "steps": [
    { "do": "plug", "connectorId": "one" },
    { "do": "fly" },
    { "wait": "status", "is": "Flying",
      "timeoutS": -1 },
    { "repeat": 2, "steps": [ { "do": "plug", "connectorId": 1, "car": "Batmobile" } ] },
    { "dance": true },
    { "do": "tag" }
  ]
}`;
    const problems = problemsOf(text);
    expect(problems.map(([place, path]) => [place, path])).toEqual([
      ['4:3', '/colour'],
      ['6:21', '/steps/0/connectorId'],
      ['7:7', '/steps/1/do'],
      ['8:25', '/steps/2/is'],
      ['9:7', '/steps/2/timeoutS'],
      ['10:65', '/steps/3/steps/0/car'],
      ['11:5', '/steps/4'],
      ['12:5', '/steps/5'],
    ]);
    expect(problems[1]![2]).toBe('must be a number');
    expect(problems[2]![2]).toContain('"do" must be one of powerOn, plug');
    expect(problems[5]![2]).toContain('no car is called "Batmobile"');
    expect(problems[6]![2]).toBe('must have one of do, wait, expect, csms, answer, repeat, comment');
    expect(problems[7]![2]).toBe('"idTag" is missing');
  });

  test('of variables and of regular expressions', () => {
    const text = `{ "name": "x", "description": "y", "variables": { "a": 1 }, "steps": [
  { "do": "tag", "idTag": "\${a}-\${nope}" },
  { "wait": "sent", "action": "Authorize", "payload": { "idTag": { "$regex": "(" } }, "save": { "b": "idTag" } },
  { "do": "tag", "idTag": "\${b}\${now+5}\${transactionId.2}\${loop}" }
] }`;
    expect(problemsOf(text)).toEqual([
      ['2:18', '/steps/0/idTag', 'there is no variable "nope"'],
      ['3:68', '/steps/1/payload/idTag/$regex', 'this is no regular expression'],
    ]);
  });
});

test('any JSON is read as JSON.parse reads it, anything else is refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.json().map((text) => text.slice(0, -1)),
      ),
      (text) => {
        let wanted: unknown;
        try {
          wanted = JSON.parse(text);
        } catch {
          expect(parseJsonDocument(text).ok).toBe(false);
          return;
        }
        const parsed = parseJsonDocument(text);
        // A name twice in an object is legal JSON, and a mistake.
        if (!parsed.ok) expect(parsed.message).toContain('stands here twice');
        else expect(parsed.value).toEqual(wanted);
      },
    ),
    { numRuns: 500 },
  );
});

test('no text makes the parser throw', () => {
  fc.assert(fc.property(fc.json(), (text) => void parseScenario(text)));
});
