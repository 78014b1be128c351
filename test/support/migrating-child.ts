import { migrate } from '../../src/database/migrate.js';

/** A process that migrates what it is told to, for tests of many starters at once; ends when its parent lets go. */
process.on('message', (url: string) => {
  migrate(url).then(
    (applied) => process.send?.({ applied }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
