/** Loaded into the product before Next: when the launcher is gone, however it ended, the product ends as on SIGTERM. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
