/** `assay jobs list`, as the program is called. */
process.argv.push('jobs', 'list');
await import('../../src/cli.js');
