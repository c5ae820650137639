/**
 * For tests of what publishes: a SIP server on loopback that checks every PUBLISH, answers from a script and loses
 * datagrams on demand, and a JUnit extension that starts and ends it; and a silent log for a host's SIP stack. Comes in the artifact {@code outpub-publish} with
 * the classifier {@code testkit}; needs JUnit Jupiter and nothing else of Outpub.
 */
package org.outpub.publish.testkit;
