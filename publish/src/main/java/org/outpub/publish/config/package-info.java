/**
 * The configuration objects of the agent, as records with Asterisk's option names: {@link
 * org.outpub.publish.config.OutboundPublish}, {@link org.outpub.publish.config.Auth} and {@link
 * org.outpub.publish.config.Transport}, and the {@link org.outpub.publish.config.SipUri} they speak of.
 */
@NullMarked
package org.outpub.publish.config;

import org.jspecify.annotations.NullMarked;
