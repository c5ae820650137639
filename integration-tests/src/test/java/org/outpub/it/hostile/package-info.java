/** A daemon among strangers who mean it no good: what it costs those who do. */
package org.outpub.it.hostile;
