// Says aloud which suites were skipped and how to get them to run. With CI=true a skipped test is a failure.
export default class SkipReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.filter((suite) => suite.numPendingTests > 0);
    for (const suite of skipped) {
      const titles = suite.testResults.filter((test) => test.status === 'pending').map((test) => test.fullName);
      process.stderr.write(`\nSKIPPED ${titles.length} in ${suite.testFilePath}\n`);
      for (const title of titles.slice(0, 5)) process.stderr.write(`  - ${title}\n`);
    }
    if (skipped.length > 0 && process.env.CI === 'true') this.error = new Error('CI=true allows no skipped test');
  }

  getLastError() {
    return this.error;
  }
}
