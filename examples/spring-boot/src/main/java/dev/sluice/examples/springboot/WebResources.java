package dev.sluice.examples.springboot;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves Sluice's browser client, which is in its jar, beside the application's own pages. */
@Configuration(proxyBeanMethods = false)
class WebResources implements WebMvcConfigurer {

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/sluice-client*.js")
                .addResourceLocations("classpath:/dev/sluice/signaling/web/");
    }
}
