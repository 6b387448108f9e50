package dev.sluice.examples.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A Spring Boot application whose users call each other. */
@SpringBootApplication(proxyBeanMethods = false)
public class CallsApplication {

    public static void main(String... args) {
        SpringApplication.run(CallsApplication.class, args);
    }
}
