/** The control interface: HTTP and JSON for those who look after a running agent, the status page, and metrics. */
@NullMarked
package org.outpub.publish.control;

import org.jspecify.annotations.NullMarked;
