/** The control interface: HTTP and JSON for those who look after a running agent, and the status page. */
@NullMarked
package org.outpub.publish.control;

import org.jspecify.annotations.NullMarked;
