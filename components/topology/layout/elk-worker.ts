/** ELK as it ships, in a worker of this page's own origin: it answers messages by itself. */
import 'elkjs/lib/elk-worker.min.js';
