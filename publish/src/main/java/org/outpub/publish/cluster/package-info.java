/**
 * Several nodes that share the publications of one configuration, by leases in a database: who owns what, and who may send.
 */
@NullMarked
package org.outpub.publish.cluster;

import org.jspecify.annotations.NullMarked;
